// SPDX-License-Identifier: MIT
// Every part fits its contract. The assertions stand here, not beside the parts: in the headers they
// took a fifth of the time that a small program compiles in.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <stop_token>

namespace descent {
static_assert(AlongCost<archetype::AlongCost, Eigen::VectorXd>);
static_assert(CostFunction<archetype::CostFunction, Eigen::VectorXd>);
static_assert(Hypothesis<archetype::Hypothesis, double>);
static_assert(LearningRate<archetype::LearningRate, Eigen::VectorXd>);
static_assert(LossFunction<archetype::LossFunction, double>);
static_assert(Observer<archetype::Observer, Eigen::VectorXd>);
static_assert(Preconditioner<archetype::Preconditioner, Eigen::VectorXd>);
static_assert(ProximalTerm<archetype::ProximalTerm, Eigen::VectorXd>);
static_assert(StoppingPolicy<archetype::StoppingPolicy, Eigen::VectorXd>);
static_assert(UpdateRule<archetype::UpdateRule, Eigen::VectorXd>);
} // namespace descent

namespace descent::cost {
template <class Y = data::held_t<Eigen::VectorXd>>
using OfMatrix = MeanSquaredError<data::held_t<Eigen::MatrixXd>, Y>;
using OfStatistics = MeanSquaredError<data::TrainingSetStatistics<double>, void>;
static_assert(AlongCost<OfMatrix<>, Eigen::VectorXd> && FeatureCost<OfMatrix<>>);
static_assert(AlongCost<OfMatrix<data::held_t<Eigen::MatrixXd>>, Eigen::MatrixXd>);
static_assert(AlongCost<SquaredNorm, Eigen::VectorXd> && AlongCost<SquaredNorm, double>);
static_assert(AlongCost<Scaled<Owned<OfMatrix<>>>, Eigen::VectorXd>);
static_assert(AlongCost<Sum<Owned<OfMatrix<>>, Owned<SquaredNorm>>, Eigen::VectorXd>);
static_assert(AlongCost<Standardized<Owned<OfMatrix<>>, double>, Eigen::VectorXd>);
static_assert(!AlongCost<Sum<Owned<OfMatrix<>>, Owned<QuadraticBowl>>, Eigen::VectorXd>,
              "all parts must know the line");
static_assert(CurvatureBounded<OfMatrix<>> && ScaledCurvatureBounded<OfMatrix<>, double>);
static_assert(CurvatureBounded<OfStatistics> && ScaledCurvatureBounded<OfStatistics, double>);
static_assert(CurvatureBounded<Standardized<Owned<OfMatrix<>>, double>>);
static_assert(FeatureCost<OfStatistics> && FeatureCost<Scaled<Owned<OfStatistics>>>);
static_assert(FeatureCost<Sum<Owned<SquaredNorm>, Owned<OfMatrix<>>>>);
static_assert(!FeatureCost<SquaredNorm> && !FeatureCost<QuadraticBowl>);
} // namespace descent::cost

namespace descent::derivative {
static_assert(ForwardNumber<Dual<double, 4>, double>);
} // namespace descent::derivative

namespace descent::kernel {
using SparseMatrix = Eigen::SparseMatrix<float>;
using SparseRowMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;
static_assert(BlockKernel<DenseColumns<double>, double> && BlockKernel<DenseRows<float>, float>);
static_assert(BlockKernel<Packed<Eigen::MatrixXf, double>, double>);
static_assert(BlockKernel<SparseColumns<SparseMatrix, double>, double>);
static_assert(BlockKernel<SparseRows<SparseRowMatrix, double>, double>);
static_assert(!BlockKernel<DenseColumns<double>, float>, "theta and sums are of one type");
static_assert(!BlockKernel<Columns<double>, double>, "it has no blocks");
} // namespace descent::kernel

namespace descent::loss {
static_assert(LossFunction<Squared, double> && CurvedLoss<Squared>);
static_assert(LossFunction<HalfSquared, float> && CurvedLoss<HalfSquared>);
static_assert(LossFunction<Huber, double> && CurvedLoss<Huber>);
static_assert(LossFunction<SmoothedAbsolute, double> && CurvedLoss<SmoothedAbsolute>);
static_assert(LossFunction<Logistic, double> && BlockLoss<Logistic, double>);
static_assert(CurvedLoss<Logistic> && ChoosyLoss<Logistic>);
static_assert(LossFunction<Poisson, double> && BlockLoss<Poisson, double> && ChoosyLoss<Poisson>);
static_assert(VectorLoss<Softmax, double> && CurvedLoss<Softmax> && ChoosyLoss<Softmax>);
} // namespace descent::loss

namespace descent::observe {
static_assert(Observer<Progress, Eigen::VectorXd>);
static_assert(Observer<Progress, double>);
static_assert(Observer<Trace, Eigen::VectorXd>);
static_assert(Observer<Trace, double>);
} // namespace descent::observe

namespace descent::proximal {
static_assert(ProximalTerm<Ball<>, Eigen::VectorXd>);
static_assert(ProximalTerm<Ball<Eigen::Vector2d>, Eigen::Vector2d>);
static_assert(ProximalTerm<Ball<double>, double>);
static_assert(ProximalTerm<ElasticNet, Eigen::VectorXd>);
static_assert(ProximalTerm<ElasticNet, double>);
static_assert(ProximalTerm<L1, Eigen::VectorXd>);
static_assert(ProximalTerm<L1, double>);
static_assert(ProximalTerm<Simplex, Eigen::VectorXd>);
static_assert(ProximalTerm<Simplex, double>);
} // namespace descent::proximal

namespace descent::rate {
static_assert(LearningRate<Adaptive, Eigen::VectorXd>);
static_assert(LearningRate<Adaptive, double>);
static_assert(LearningRate<Backtracking, Eigen::VectorXd>);
static_assert(LearningRate<Backtracking, double>);
static_assert(LearningRate<BarzilaiBorwein, Eigen::VectorXd>);
static_assert(LearningRate<BarzilaiBorwein, double>);
static_assert(LearningRate<Constant, Eigen::VectorXd>);
static_assert(LearningRate<Constant, double>);
static_assert(LearningRate<Cosine, Eigen::VectorXd>);
static_assert(LearningRate<Cosine, float>);
static_assert(LearningRate<Exact, Eigen::VectorXd>);
static_assert(LearningRate<Exact, double>);
static_assert(LearningRate<Exponential, Eigen::VectorXd>);
static_assert(LearningRate<Exponential, float>);
static_assert(LearningRate<HagerZhang, Eigen::VectorXd>);
static_assert(LearningRate<HagerZhang, double>);
static_assert(LearningRate<InverseLipschitz, Eigen::VectorXd>);
static_assert(LearningRate<InverseLipschitz, double>);
static_assert(LearningRate<InverseTime, Eigen::VectorXd>);
static_assert(LearningRate<InverseTime, float>);
static_assert(LearningRate<Piecewise, Eigen::VectorXd>);
static_assert(LearningRate<Piecewise, float>);
static_assert(LearningRate<Polyak, Eigen::VectorXd>);
static_assert(LearningRate<Polyak, double>);
static_assert(LearningRate<Polynomial, Eigen::VectorXd>);
static_assert(LearningRate<Polynomial, float>);
static_assert(LearningRate<Silver, Eigen::VectorXd>);
static_assert(LearningRate<Silver, double>);
static_assert(LearningRate<Step, Eigen::VectorXd>);
static_assert(LearningRate<Step, float>);
static_assert(LearningRate<StrongWolfe, Eigen::VectorXd>);
static_assert(LearningRate<StrongWolfe, double>);
static_assert(LearningRate<WarmUp<Constant>, Eigen::VectorXd>);
static_assert(LearningRate<WarmUp<Constant>, double>);
static_assert(ArcLearningRate<WarmUp<Backtracking>, double>);
static_assert(!ArcLearningRate<WarmUp<HagerZhang>, double>, "it takes the lines of its inner rate");
} // namespace descent::rate

namespace descent::stop {
static_assert(StoppingPolicy<AfterEvaluations, Eigen::VectorXd>);
static_assert(StoppingPolicy<AfterEvaluations, double>);
static_assert(StoppingPolicy<AfterIterations, Eigen::VectorXd>);
static_assert(StoppingPolicy<AfterIterations, double>);
static_assert(StoppingPolicy<AfterTime, Eigen::VectorXd>);
static_assert(StoppingPolicy<AfterTime, double>);
static_assert(StoppingPolicy<AllOf<archetype::StoppingPolicy, archetype::StoppingPolicy>, double>);
static_assert(StoppingPolicy<AnyOf<archetype::StoppingPolicy, archetype::StoppingPolicy>, double>);
static_assert(StoppingPolicy<CostBelow, Eigen::VectorXd>);
static_assert(StoppingPolicy<CostBelow, double>);
static_assert(StoppingPolicy<CostFlat, Eigen::VectorXd>);
static_assert(StoppingPolicy<CostFlat, double>);
static_assert(StoppingPolicy<Diverging, Eigen::VectorXd>);
static_assert(StoppingPolicy<Diverging, double>);
static_assert(StoppingPolicy<GradientBelow, Eigen::VectorXd>);
static_assert(StoppingPolicy<GradientBelow, double>);
static_assert(StoppingPolicy<GradientReducedBy, Eigen::VectorXd>);
static_assert(StoppingPolicy<GradientReducedBy, double>);
static_assert(StoppingPolicy<InARow<archetype::StoppingPolicy>, double>);
static_assert(StoppingPolicy<OnRequest<std::stop_token>, Eigen::VectorXd>);
static_assert(StoppingPolicy<ParametersStill, Eigen::VectorXd>);
static_assert(StoppingPolicy<ParametersStill, double>);
static_assert(StoppingPolicy<Settled, Eigen::VectorXd>);
static_assert(StoppingPolicy<Settled, double>);
} // namespace descent::stop

namespace descent::update {
static_assert(UpdateRule<AcceleratedNesterov, Eigen::VectorXd>);
static_assert(UpdateRule<AcceleratedNesterov, double>);
static_assert(UpdateRule<AdaDelta, Eigen::VectorXd>);
static_assert(UpdateRule<AdaDelta, double>);
static_assert(UpdateRule<AdaGrad, Eigen::VectorXd>);
static_assert(UpdateRule<AdaGrad, double>);
static_assert(UpdateRule<AdaMax, Eigen::VectorXd>);
static_assert(UpdateRule<AdaMax, double>);
static_assert(UpdateRule<Adam, Eigen::VectorXd>);
static_assert(UpdateRule<Adam, double>);
static_assert(UpdateRule<AdamW, Eigen::VectorXd>);
static_assert(UpdateRule<AdamW, double>);
static_assert(UpdateRule<AMSGrad, Eigen::VectorXd>);
static_assert(UpdateRule<AMSGrad, double>);
static_assert(UpdateRule<Bfgs, Eigen::VectorXd>);
static_assert(UpdateRule<Bfgs, double>);
static_assert(UpdateRule<Clipped<>, Eigen::VectorXd>);
static_assert(UpdateRule<Clipped<>, double>);
static_assert(UpdateRule<ClippedByNorm<>, Eigen::VectorXd>);
static_assert(UpdateRule<ClippedByNorm<>, double>);
static_assert(FarSightedUpdateRule<Clipped<LimitedMemoryBfgs>, Eigen::VectorXd>);
static_assert(FarSightedUpdateRule<ClippedByNorm<LimitedMemoryBfgs>, double>);
static_assert(!FarSightedUpdateRule<Clipped<>, double>);
static_assert(UpdateRule<ConjugateGradient, Eigen::VectorXd>);
static_assert(UpdateRule<ConjugateGradient, double>);
static_assert(UpdateRule<DecoupledWeightDecay<>, Eigen::VectorXd>);
static_assert(UpdateRule<DecoupledWeightDecay<>, double>);
static_assert(UpdateRule<LimitedMemoryBfgs, Eigen::VectorXd>);
static_assert(UpdateRule<LimitedMemoryBfgs, double>);
static_assert(FarSightedUpdateRule<LimitedMemoryBfgs, Eigen::VectorXd>);
static_assert(FarSightedUpdateRule<LimitedMemoryBfgs, double>);
static_assert(FarSightedUpdateRule<ProjectedLimitedMemoryBfgs<proximal::Box<double>>, double>);
static_assert(UpdateRule<Lion, Eigen::VectorXd>);
static_assert(UpdateRule<Lion, double>);
static_assert(UpdateRule<Momentum, Eigen::VectorXd>);
static_assert(UpdateRule<Momentum, double>);
static_assert(UpdateRule<NAdam, Eigen::VectorXd>);
static_assert(UpdateRule<NAdam, double>);
static_assert(UpdateRule<Nesterov, Eigen::VectorXd>);
static_assert(UpdateRule<Nesterov, double>);
static_assert(UpdateRule<Preconditioned<archetype::Preconditioner>, Eigen::VectorXd>);
static_assert(UpdateRule<Preconditioned<archetype::Preconditioner>, double>);
static_assert(!FarSightedUpdateRule<Preconditioned<archetype::Preconditioner>, double>);
static_assert(
    FarSightedUpdateRule<Preconditioned<archetype::Preconditioner, LimitedMemoryBfgs>, double>);
static_assert(ScalingUpdateRule<Preconditioned<archetype::Preconditioner>>);
static_assert(!ScalingUpdateRule<SteepestDescent>);
static_assert(UpdateRule<RAdam, Eigen::VectorXd>);
static_assert(UpdateRule<RAdam, double>);
static_assert(UpdateRule<RMSProp, Eigen::VectorXd>);
static_assert(UpdateRule<RMSProp, double>);
static_assert(UpdateRule<SteepestDescent, Eigen::VectorXd>);
static_assert(UpdateRule<SteepestDescent, double>);
} // namespace descent::update

TEST_CASE("every part fits its contract", "[concepts]") {
    // the assertions above are the test; here one of them is asked again at run time
    CHECK(descent::StoppingPolicy<descent::stop::CostFlat, Eigen::VectorXd>);
}
